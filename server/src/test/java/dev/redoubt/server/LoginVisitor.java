// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who uses the demo's login, with cookies but without following redirections. */
final class LoginVisitor {
  private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

  private final String url;
  private final HttpClient http;

  LoginVisitor(String url) {
    this(url, HttpClient.newBuilder().cookieHandler(new CookieManager()).build());
  }

  private LoginVisitor(String url, HttpClient http) {
    this.url = url;
    this.http = http;
  }

  /** The same, with the same cookies, at another demo on the same host. */
  LoginVisitor at(String other) {
    return new LoginVisitor(other, http);
  }

  HttpResponse<String> get(String page) throws IOException, InterruptedException {
    return ask("/session/" + page);
  }

  HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> logIn(String name) throws IOException, InterruptedException {
    return postFrom(url, "login", "name=" + URLEncoder.encode(name, UTF_8));
  }

  void press() throws IOException, InterruptedException {
    post("count", formToken());
  }

  /** The token of the forms on the page. */
  String formToken() throws IOException, InterruptedException {
    Matcher matcher = FORM_TOKEN.matcher(get("").body());
    return matcher.find() ? matcher.group(1) : "";
  }

  HttpResponse<String> post(String action, String formToken)
      throws IOException, InterruptedException {
    return postFrom(url, action, "form=" + URLEncoder.encode(formToken, UTF_8));
  }

  /** Sends a form as a browser does from a page of {@code origin}. */
  HttpResponse<String> postFrom(String origin, String action, String form)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/session/" + action))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", origin)
        .POST(BodyPublishers.ofString(form))
        .build();
    return http.send(request, BodyHandlers.ofString());
  }

  boolean isLoggedIn(String name) {
    return answers(() -> get(""), 200, "<span id=\"who\">" + name + "</span>");
  }

  /** Tries to; false while Redis is not ready. */
  boolean canLogIn(String name) {
    return answers(() -> logIn(name), 303, "");
  }

  private static boolean answers(Question question, int status, String text) {
    try {
      HttpResponse<String> answer = question.ask();
      return answer.statusCode() == status && answer.body().contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private interface Question {
    HttpResponse<String> ask() throws IOException, InterruptedException;
  }
}
