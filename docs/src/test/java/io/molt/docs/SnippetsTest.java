package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.docs.Snippets.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the check of the pages can fail. */
class SnippetsTest {
  private static final String SOURCE = """
      class A {
        ## snippet: sum
        int sum = one(1)
            + two;
        ## end
        ## snippet: other
        call( );
        ## end
      }
      """
      // Spelled otherwise, so that these are no regions of this file.
      .replace("##", "//");

  @Test
  void blocks_that_are_regions_pass_whatever_their_layout() {
    assertThat(check("```java\nint sum = one(1) + two;\n```\n\n```java\ncall();\n```\n", SOURCE))
        .isEmpty();
  }

  @Test
  void a_block_that_is_no_region_is_named_with_its_line() {
    assertThat(check("# T\n\n```java\nint sum = one(2) + two;\n```\n", SOURCE))
        .contains("page.md:3: this block is not a region of any test");
  }

  @Test
  void a_block_that_is_not_the_region_it_names_is_told_so() {
    assertThat(check("<!-- snippet: other -->\n```java\nint sum = one(1) + two;\n```\n", SOURCE))
        .contains("page.md:2: this block is not the region other");
  }

  @Test
  void a_region_that_is_shown_nowhere_is_named() {
    assertThat(check("```java\ncall();\n```\n", SOURCE))
        .containsExactly("region sum is shown nowhere");
  }

  @Test
  void words_that_run_together_are_not_the_same_code() {
    assertThat(check("```java\nintsum = one(1) + two;\n```\n```java\ncall();\n```\n", SOURCE))
        .hasSize(2);
  }

  @Test
  void a_region_without_an_end_and_a_region_twice_are_named() {
    assertThat(check("", "// snippet: a\nx\n// end\n// snippet: a\nx\n// end\n// snippet: b\ny\n"))
        .contains("A.java: a second region a", "A.java: region b has no end");
  }

  private static List<String> check(String page, String source) {
    return Snippets.problems(
        List.of(new Text("page.md", page)), List.of(new Text("A.java", source)));
  }
}
