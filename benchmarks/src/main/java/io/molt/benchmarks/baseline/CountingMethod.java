package io.molt.benchmarks.baseline;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A method that counts what it does. Each run of instructions without a branch adds to the counters at its end, so one
 * that throws in the middle is not counted.
 */
final class CountingMethod extends MethodVisitor {
  private static final String COUNTS = Type.getInternalName(Counts.class);

  private final @Nullable Metric called;
  private final BiPredicate<String, String> isSystemCall;
  private final Map<Metric, Integer> due = new EnumMap<>(Metric.class);

  CountingMethod(
      MethodVisitor out, @Nullable Metric called, BiPredicate<String, String> isSystemCall) {
    super(Opcodes.ASM9, out);
    this.called = called;
    this.isSystemCall = isSystemCall;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    if (called != null) {
      count(called);
    }
  }

  @Override
  public void visitInsn(int opcode) {
    count(Metric.BYTECODES);
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN || opcode == Opcodes.ATHROW) {
      settle();
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    count(Metric.BYTECODES);
    if (opcode == Opcodes.NEWARRAY) {
      count(Metric.OBJECTS);
    }
    super.visitIntInsn(opcode, operand);
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    count(Metric.BYTECODES);
    super.visitVarInsn(opcode, variable);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    count(Metric.BYTECODES);
    if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
      count(Metric.OBJECTS);
    }
    super.visitTypeInsn(opcode, type);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    count(Metric.BYTECODES);
    super.visitFieldInsn(opcode, owner, name, descriptor);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    count(Metric.BYTECODES);
    if (isSystemCall.test(owner, name)) {
      count(Metric.SYSTEM_CALLS);
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    count(Metric.BYTECODES);
    super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    count(Metric.BYTECODES);
    settle();
    super.visitJumpInsn(opcode, label);
  }

  @Override
  public void visitLabel(Label label) {
    settle();
    super.visitLabel(label);
  }

  @Override
  public void visitLdcInsn(Object value) {
    count(Metric.BYTECODES);
    super.visitLdcInsn(value);
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    count(Metric.BYTECODES);
    super.visitIincInsn(variable, increment);
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
    count(Metric.BYTECODES);
    settle();
    super.visitTableSwitchInsn(min, max, otherwise, labels);
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
    count(Metric.BYTECODES);
    settle();
    super.visitLookupSwitchInsn(otherwise, keys, labels);
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    count(Metric.BYTECODES);
    count(Metric.OBJECTS);
    super.visitMultiANewArrayInsn(descriptor, dimensions);
  }

  private void count(Metric metric) {
    due.merge(metric, 1, Integer::sum);
  }

  private void settle() {
    due.forEach(this::add);
    due.clear();
  }

  private void add(Metric metric, int amount) {
    push(metric.ordinal());
    push(amount);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTS, "add", "(II)V", false);
  }

  private void push(int value) {
    if (value <= Byte.MAX_VALUE) {
      mv.visitIntInsn(Opcodes.BIPUSH, value);
    } else {
      mv.visitLdcInsn(value);
    }
  }
}
