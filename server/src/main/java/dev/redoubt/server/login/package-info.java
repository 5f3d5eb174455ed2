// SPDX-License-Identifier: Apache-2.0
/** The demo's login: pages whose sessions are in Redis, by the servlet filter that users get. */
@NullMarked
package dev.redoubt.server.login;

import org.jspecify.annotations.NullMarked;
