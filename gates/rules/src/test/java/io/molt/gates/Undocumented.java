package io.molt.gates;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Finds, in sources, what users can see and nobody has described. */
final class Undocumented extends TreePathScanner<Void, String> {
  private final DocTrees docs;
  private final List<String> found = new ArrayList<>();

  private Undocumented(DocTrees docs) {
    this.docs = docs;
  }

  /** Returns the visible types and members without a doc comment, each with the line it stands on. */
  static List<String> in(List<? extends JavaFileObject> sources) throws IOException {
    if (sources.isEmpty()) {
      return List.of();
    }
    JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, null, List.of("-proc:none"), null, sources);
    Undocumented scanner = new Undocumented(DocTrees.instance(task));
    for (CompilationUnitTree unit : task.parse()) {
      scanner.scan(unit, "");
    }
    return scanner.found;
  }

  @Override
  public Void visitClass(ClassTree type, String owner) {
    if (isVisible(type.getModifiers())) {
      String name = owner + type.getSimpleName();
      require(name);
      super.visitClass(type, name + ".");
    }
    return null;
  }

  @Override
  public Void visitMethod(MethodTree method, String owner) {
    if (isVisible(method.getModifiers()) && !overrides(method) && !isOfRecord(method)) {
      require(owner + method.getName());
    }
    return null;
  }

  @Override
  public Void visitVariable(VariableTree field, String owner) {
    if (isVisible(field.getModifiers()) && !isOfRecord(field)) {
      require(owner + field.getName());
    }
    return null;
  }

  private void require(String name) {
    TreePath path = getCurrentPath();
    if (docs.getDocComment(path) == null) {
      CompilationUnitTree unit = path.getCompilationUnit();
      long at = docs.getSourcePositions().getStartPosition(unit, path.getLeaf());
      found.add(
          unit.getSourceFile().getName() + ":" + unit.getLineMap().getLineNumber(at) + " " + name);
    }
  }

  // Members of an interface are public without saying so; constants of an enum carry the word
  // unseen.
  private boolean isVisible(ModifiersTree modifiers) {
    Set<Modifier> flags = modifiers.getFlags();
    boolean said = flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
    return said || (isInInterface() && !flags.contains(Modifier.PRIVATE));
  }

  private boolean isInInterface() {
    Tree.Kind around = getCurrentPath().getParentPath().getLeaf().getKind();
    return around == Tree.Kind.INTERFACE || around == Tree.Kind.ANNOTATION_TYPE;
  }

  private static boolean overrides(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
  }

  // A record's components and its constructor are described by the @param tags of the record.
  private boolean isOfRecord(Tree member) {
    boolean inRecord = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    return inRecord
        && (member instanceof MethodTree method
            ? method.getName().contentEquals("<init>")
            : !((VariableTree) member).getModifiers().getFlags().contains(Modifier.STATIC));
  }
}
