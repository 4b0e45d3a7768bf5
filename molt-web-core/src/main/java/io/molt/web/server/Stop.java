package io.molt.web.server;

/** Tells a connection to close. */
enum Stop {
  /** As soon as the exchange that is under way, if any, is done. */
  WHEN_DONE,
  /** At once. */
  NOW
}
