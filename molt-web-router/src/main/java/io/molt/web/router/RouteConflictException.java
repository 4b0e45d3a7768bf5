package io.molt.web.router;

import java.util.List;

/**
 * Says that routes can never match, because another route takes all of their paths. The message has one line for each such
 * route, naming both patterns and where both were declared.
 */
public final class RouteConflictException extends IllegalStateException {

  RouteConflictException(List<String> conflicts) {
    super(String.join(System.lineSeparator(), conflicts));
  }
}
