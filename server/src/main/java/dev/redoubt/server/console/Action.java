// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.function.Function;

/**
 * Something that the console can do.
 *
 * @param name as it stands in the path
 * @param body does it, with the text that came with the request; answers what it did, in words, or
 *     an empty text if that is not worth an event
 */
public record Action(String name, Function<String, String> body) {}
