package io.molt.web;

import io.molt.web.http.Middleware;
import java.util.List;

/** An app below a prefix of another, behind the middleware of the groups in between. */
record Mounted(String prefix, App app, List<Middleware> middleware, String origin)
    implements Recipe.Entry {
  @Override
  public String toString() {
    return "the app mounted at " + prefix + " (" + origin + ")";
  }
}
