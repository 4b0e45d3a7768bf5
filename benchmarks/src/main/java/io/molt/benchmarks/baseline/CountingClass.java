package io.molt.benchmarks.baseline;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A class whose methods count what they do. */
final class CountingClass extends ClassVisitor {
  private final String owner;
  private final Set<String> natives;

  CountingClass(ClassVisitor out, String owner, Set<String> natives) {
    super(Opcodes.ASM9, out);
    this.owner = owner;
    this.natives = natives;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
    return new CountingMethod(out, Landmark.at(owner, name, descriptor), this::isSystemCall);
  }

  private boolean isSystemCall(String called, String name) {
    return called.equals(owner) && owner.startsWith("io/netty/channel/") && natives.contains(name);
  }
}
