// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Sessions;
import jakarta.servlet.ServletContext;

/** What all sessions of an application have in common. */
record Application(Sessions sessions, WebListeners listeners, ServletContext context) {}
