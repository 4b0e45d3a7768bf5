package io.molt.web.http;

/** How a request ended. */
public enum Outcome {
  /** The response went out whole. */
  COMPLETED,
  /** The client went away first; 499 in logs. */
  CLIENT_GONE,
  /** Its deadline passed. */
  DEADLINE,
  /** The server was stopping. */
  DRAINED,
  /** The server had too much to do. */
  OVERLOADED,
  /** The response broke off by an error of ours. */
  FAILED
}
