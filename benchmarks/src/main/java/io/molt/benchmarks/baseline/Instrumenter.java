package io.molt.benchmarks.baseline;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;

/** Puts counters into classes as they are loaded. */
final class Instrumenter implements ClassFileTransformer {
  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    return loader != ClassLoader.getSystemClassLoader() || isOurs(name)
        ? null
        : instrument(name, bytes);
  }

  /** The handlers of the server that is measured are part of the work; what measures is not. */
  private static boolean isOurs(String name) {
    return name.startsWith("io/molt/benchmarks/baseline/") || name.startsWith("org/objectweb/asm/");
  }

  private static byte @Nullable [] instrument(String name, byte[] bytes) {
    try {
      ClassReader in = new ClassReader(bytes);
      ClassWriter out = new ClassWriter(in, ClassWriter.COMPUTE_MAXS);
      in.accept(new CountingClass(out, name, NativeMethods.of(in)), ClassReader.SKIP_DEBUG);
      return out.toByteArray();
    } catch (MethodTooLargeException full) {
      // There is no room left in it. None on the way of a request is that large.
      return null;
    } catch (RuntimeException failed) {
      // The JVM would go on without a word, and the counts would be too low. An agent has no log,
      // and
      // whoever started this process shows what it prints.
      failed.printStackTrace();
      Runtime.getRuntime().halt(1);
      throw failed;
    }
  }
}
