package io.molt.web.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Draws a trie: a line for each node, children in the order in which they are tried, literals sorted. */
final class TreeDrawing {

  private final StringBuilder out = new StringBuilder();

  /** Returns the drawing; every line ends with a line feed. */
  String draw(Node<?> root) {
    line("", ".", root.leaf());
    children(root, "");
    return out.toString();
  }

  private void children(Node<?> node, String indent) {
    List<Branch> branches = branches(node);
    for (int i = 0; i < branches.size(); i++) {
      boolean last = i == branches.size() - 1;
      Branch branch = branches.get(i);
      line(indent + (last ? "└─ " : "├─ "), branch.label(), branch.leaf());
      if (branch.node() != null) {
        children(branch.node(), indent + (last ? "   " : "│  "));
      }
    }
  }

  private static List<Branch> branches(Node<?> node) {
    List<Branch> branches = new ArrayList<>();
    node.literals().entries().forEach((text, child) -> branches.add(Branch.to("/" + text, child)));
    node.constrained()
        .forEach(child ->
            branches.add(Branch.to("/{:" + child.constraint().text() + "}", child.node())));
    if (node.parameter() != null) {
      branches.add(Branch.to("/{}", node.parameter()));
    }
    if (!node.catchAll().isEmpty()) {
      branches.add(new Branch("/{...}", node.catchAll(), null));
    }
    return branches;
  }

  private void line(String indent, String label, Leaf<?> leaf) {
    out.append(indent).append(label);
    if (!leaf.isEmpty()) {
      out.append("  ").append(routes(leaf));
    }
    out.append('\n');
  }

  /** Names a pattern once, with all the methods that are declared with it. */
  private static String routes(Leaf<?> leaf) {
    Map<String, String> methods = new LinkedHashMap<>();
    leaf.endpoints()
        .forEach(endpoint -> methods.merge(
            endpoint.route().pattern(), endpoint.route().method(), (all, one) -> all + ", " + one));
    return methods.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining("; "));
  }

  private record Branch(
      String label, Leaf<?> leaf, @Nullable Node<?> node) {

    static Branch to(String label, Node<?> node) {
      return new Branch(label, node.leaf(), node);
    }
  }
}
