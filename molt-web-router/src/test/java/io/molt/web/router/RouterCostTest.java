package io.molt.web.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a match costs, counted in nodes and octets: time is for benchmarks. */
class RouterCostTest {

  private static final int MATCHES = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int found;

  @Test
  void a_literal_match_allocates_nothing() {
    Router<String> router = Table.router(
        "GET /",
        "GET /users/me/settings",
        "POST /users/me/settings",
        "GET /users/{id}",
        "GET /{all...}",
        "GET /users/{n:long}/settings");
    match(router, "GET", "/users/me/settings");
    long octets = match(router, "GET", "/users/me/settings");
    assertThat(octets).isZero();
    assertThat(found).isEqualTo(2 * MATCHES);
  }

  @Test
  void a_match_with_parameters_allocates_its_result_only() {
    Router<String> router = Table.router("GET /users/{id:long}/books/{book}");
    match(router, "GET", "/users/5/books/7");
    long octets = match(router, "GET", "/users/5/books/7");
    assertThat(octets / MATCHES).isLessThanOrEqualTo(120);
  }

  @Test
  void a_walk_visits_a_node_once_however_much_it_backtracks() {
    Router.Builder<String> builder = Router.builder();
    int depth = 12;
    for (int bits = 0; bits < 1 << depth; bits++) {
      builder.add("GET", zigzag(bits, depth) + "/end", "value");
    }
    Visits visits = new Visits();
    assertThat(node(builder).find("GET", "/a".repeat(depth) + "/other", 1, visits))
        .isNull();
    assertThat(visits.repeated).isFalse();
    assertThat(visits.seen).hasSize((1 << depth + 1) - 1);
  }

  @Test
  void a_walk_does_not_grow_with_routes_that_are_elsewhere() {
    Router.Builder<String> builder = Router.builder();
    for (int i = 0; i < 10_000; i++) {
      builder.add("GET", "/service" + i + "/users/{id}", "value");
    }
    Visits visits = new Visits();
    assertThat(node(builder).find("GET", "/service9999/users/5", 1, visits)).isNotNull();
    assertThat(visits.seen).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"service%d", "resource%05d", "v%d-orders", "%08x"})
  void numbered_names_are_found_without_a_search(String format) {
    int bits = 15;
    BitSet taken = new BitSet();
    int longest = 0;
    for (int i = 0; i < 10_000; i++) {
      String name = String.format(Locale.ROOT, format, i);
      int home = Literals.home(name, 0, name.length(), Integer.SIZE - bits);
      int place = taken.nextClearBit(home);
      taken.set(place);
      longest = Math.max(longest, place - home);
    }
    assertThat(longest).isLessThan(8);
  }

  @Test
  void a_walk_never_goes_deeper_than_the_longest_pattern() {
    Router.Builder<String> builder =
        Router.<String>builder().add("GET", "/{a}/{b}/{c}", "value").add("PUT", "/{z...}", "value");
    Visits visits = new Visits();
    assertThat(node(builder).find("GET", "/x".repeat(100_000), 1, visits)).isNull();
    assertThat(visits.seen.size()).isLessThanOrEqualTo(4);
  }

  /** A pattern of literals and parameters: all of them match the path /a/a/a. */
  private static String zigzag(int bits, int depth) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      pattern.append((bits >> i & 1) == 0 ? "/a" : "/{p" + i + "}");
    }
    return pattern.toString();
  }

  private static Node<String> node(Router.Builder<String> builder) {
    NodeBuilder<String> trie = new NodeBuilder<>();
    builder.build().routes().forEach(trie::add);
    return trie.freeze();
  }

  private long match(Router<String> router, String method, String path) {
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < MATCHES; i++) {
      found += router.match(method, path) instanceof Outcome.Found ? 1 : 0;
    }
    return threads.getThreadAllocatedBytes(id) - before;
  }

  private static final class Visits implements Observer<String> {

    private final Set<Node<String>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean repeated;

    @Override
    public void literal(Node<String> node, int start, boolean matched) {
      repeated |= !seen.add(node);
    }
  }
}
