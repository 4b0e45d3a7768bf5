package io.molt.benchmarks.baseline;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Collects the names of the native methods of a class. */
final class NativeMethods extends ClassVisitor {
  private final Set<String> names = new HashSet<>();

  private NativeMethods() {
    super(Opcodes.ASM9);
  }

  static Set<String> of(ClassReader in) {
    NativeMethods natives = new NativeMethods();
    in.accept(natives, ClassReader.SKIP_CODE);
    return natives.names;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    if ((access & Opcodes.ACC_NATIVE) != 0) {
      names.add(name);
    }
    return null;
  }
}
