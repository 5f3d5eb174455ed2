// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP sessions in Redis, on the protected client: one hash per session, every change one script
 * behind one guard. Knows nothing of servlets.
 */
@NullMarked
package dev.redoubt.session;

import org.jspecify.annotations.NullMarked;
