package io.molt.web;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * Hears the signals by which a process is asked to end, in the place of the JVM, which would end at once. Closing it
 * gives them back.
 *
 * <p>By reflection: the compiler warns of {@code sun.misc.Signal} and lets nobody silence it. The JDK supports that class
 * (JEP 260) and has no other for this.
 */
final class Signals implements AutoCloseable {
  private static final List<String> ENDING = List.of("TERM", "INT");

  private final Class<?> signal;
  private final Method handle;
  private final Object handler;
  private final Map<Object, Object> former = new LinkedHashMap<>();

  private Signals(ObjIntConsumer<String> hearer) throws ReflectiveOperationException {
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    this.signal = Class.forName("sun.misc.Signal");
    this.handle = signal.getMethod("handle", signal, handlerType);
    this.handler = handlerThat(hearer, handlerType);
  }

  /**
   * Returns what hears SIGTERM and SIGINT until it is closed.
   *
   * @param hearer called for each signal, on a thread of its own, with the name that follows SIG and the number
   * @throws ReflectiveOperationException if this JVM has no signals, or keeps them to itself
   */
  static Signals hear(ObjIntConsumer<String> hearer) throws ReflectiveOperationException {
    Signals signals = new Signals(hearer);
    for (String name : ENDING) {
      signals.take(name);
    }
    return signals;
  }

  @Override
  public void close() {
    former.forEach(this::giveBack);
    former.clear();
  }

  private void take(String name) throws ReflectiveOperationException {
    Object each = signal.getConstructor(String.class).newInstance(name);
    former.put(each, handle.invoke(null, each, handler));
  }

  private void giveBack(Object each, Object before) {
    try {
      handle.invoke(null, each, before);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(each + ": cannot be given back to the JVM", e);
    }
  }

  private Object handlerThat(ObjIntConsumer<String> hearer, Class<?> handlerType)
      throws ReflectiveOperationException {
    Method name = signal.getMethod("getName");
    Method number = signal.getMethod("getNumber");
    return Proxy.newProxyInstance(
        Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
          if (!method.getDeclaringClass().equals(handlerType)) {
            return method.invoke(hearer, arguments);
          }
          hearer.accept((String) name.invoke(arguments[0]), (Integer) number.invoke(arguments[0]));
          return null;
        });
  }
}
