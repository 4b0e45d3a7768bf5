package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the check of the links can fail. */
class LinksTest {
  private static final Set<String> FILES =
      Set.of("README.md", "docs", "docs/a.md", "docs/deep", "docs/deep/b.md");

  @Test
  void links_to_files_directories_and_headings_lead_somewhere() {
    assertThat(check(
            "docs/deep/b.md",
            "[a](../a.md) [d](../../docs) [h](#the-way-in) [x](https://x)\n\n## The `way` in"))
        .isEmpty();
  }

  @Test
  void a_link_to_a_file_that_is_not_there_leads_nowhere() {
    assertThat(check("docs/a.md", "[b](b.md)")).containsExactly("docs/a.md: b.md leads nowhere");
  }

  @Test
  void a_link_to_a_heading_that_is_not_there_leads_nowhere() {
    assertThat(check("docs/a.md", "[b](a.md#below)\n\n# Above"))
        .containsExactly("docs/a.md: a.md#below leads nowhere");
  }

  @Test
  void what_looks_like_a_link_in_code_is_none() {
    assertThat(check("docs/a.md", "`[b](b.md)`")).isEmpty();
  }

  private static List<String> check(String name, String text) {
    return Links.problems(Map.of(name, text), FILES);
  }
}
