package io.molt.benchmarks.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** Takes what is at info or above. */
final class DroppingLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  // Looks as if somebody might read it, or the compiler would drop the making as well.
  private transient volatile @Nullable String last;

  DroppingLogger(String name) {
    this.name = name;
  }

  /** Returns what was given last. */
  @Nullable String last() {
    return last;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    last = message;
  }
}
