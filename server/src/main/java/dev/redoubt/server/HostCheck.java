// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes only requests to a loopback host, where nobody else is listened to. Otherwise the page of
 * any site could read what is here: it lets its own name point to 127.0.0.1, and is of the same
 * origin then (DNS rebinding). The port may be another, of a tunnel.
 */
final class HostCheck extends Handler.Wrapper {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private HostCheck(Handler handler) {
    super(handler);
  }

  /** The check before a handler; the handler itself where others may connect by any name. */
  static Handler before(Handler handler, String address) {
    return isLoopback(address) ? new HostCheck(handler) : handler;
  }

  /** Whether only this machine can connect to a local address. */
  static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (LOCAL.contains(Request.getServerName(request))) {
      return super.handle(request, response, callback);
    }
    Endpoints.send(
        Answer.error(421, "this is 127.0.0.1, and is asked for under another name"),
        response,
        callback);
    return true;
  }
}
