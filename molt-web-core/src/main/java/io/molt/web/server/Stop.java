package io.molt.web.server;

/** Tells a connection to close. */
enum Stop {
  /** As soon as what is under way is done; where nothing is, in a moment. */
  WHEN_DONE,
  /** At once. */
  NOW
}
