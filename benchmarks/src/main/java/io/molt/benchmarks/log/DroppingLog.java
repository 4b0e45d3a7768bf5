package io.molt.benchmarks.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** A log at info that drops what it is given, so that only the making of it is measured. */
public final class DroppingLog implements SLF4JServiceProvider {
  private static final String SLF4J = "2.0.99";

  private final ILoggerFactory loggers = DroppingLogger::new;
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** Has this be the log of the JVM; to be called before anything logs. */
  public static void use() {
    System.setProperty("slf4j.provider", DroppingLog.class.getName());
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return SLF4J;
  }

  @Override
  public void initialize() {}
}
