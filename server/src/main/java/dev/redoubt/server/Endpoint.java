// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import org.eclipse.jetty.server.Request;

/** Answers GET requests below one path. May block; called by many threads at once. */
@FunctionalInterface
interface Endpoint {
  Answer answer(Request request) throws Exception;
}
