// SPDX-License-Identifier: Apache-2.0
/** A Jakarta Servlet filter that gives applications their {@code HttpSession}s from Redis. */
@NullMarked
package dev.redoubt.session.servlet;

import org.jspecify.annotations.NullMarked;
