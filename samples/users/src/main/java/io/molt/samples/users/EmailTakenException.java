package io.molt.samples.users;

/** Another user has that e-mail address. */
final class EmailTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmailTakenException(String email) {
    super("e-mail address " + email + " is taken");
  }
}
