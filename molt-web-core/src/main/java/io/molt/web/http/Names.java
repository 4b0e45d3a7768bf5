package io.molt.web.http;

/** Readable names for classes, lambdas among them. */
final class Names {
  private Names() {}

  /** Returns {@code Users} for the class {@code Users}, {@code Users.lambda} for a lambda written in it. */
  static String of(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    String owner = lambda < 0 ? name : name.substring(0, lambda);
    String simple = owner.substring(owner.lastIndexOf('.') + 1).replace('$', '.');
    return lambda < 0 ? simple : simple + ".lambda";
  }
}
