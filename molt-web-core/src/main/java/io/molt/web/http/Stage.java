package io.molt.web.http;

/** How far a request had come when it ended, or when its deadline passed. */
public enum Stage {
  /** It waited to be begun. */
  QUEUE,
  /** Its handler waited for content that the client had not sent. */
  BODY,
  /** Its handler worked on it. */
  HANDLER,
  /** Its response was on the way. */
  WRITE
}
