package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;

/** A request as the test made it. */
record Outgoing(Method method, String target, Headers headers, Body body, Headers trailers) {

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  Outgoing withHeader(String name, String value) {
    return new Outgoing(method, target, headers.with(name, value), body, trailers);
  }
}
