package io.molt.web;

import java.io.PrintStream;
import java.util.function.IntConsumer;

/**
 * The process that a program runs in: where it prints what was asked for and what went wrong before there is a log, and
 * how it ends.
 *
 * @param exit ends it with that code, shutdown hooks first
 * @param halt ends it with that code at once
 */
record Jvm(PrintStream out, PrintStream err, IntConsumer exit, IntConsumer halt) {
  static Jvm current() {
    return new Jvm(System.out, System.err, System::exit, Runtime.getRuntime()::halt);
  }
}
