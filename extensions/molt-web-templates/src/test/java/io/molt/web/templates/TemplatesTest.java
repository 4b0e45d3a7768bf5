package io.molt.web.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateException;
import gg.jte.resolve.DirectoryCodeResolver;
import io.molt.web.http.Response;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages rendered here and now, and where their templates come from. */
class TemplatesTest {
  static final Path SOURCES = Path.of("src/test/jte");
  private static final String PRECOMPILED = "gg.jte.generated.precompiled";

  private static final Templates TEMPLATES =
      Templates.development(SOURCES, Path.of("target/jte-templates-test"));

  @TempDir
  private Path directory;

  @Test
  void a_page_is_html_in_utf_8() {
    Response page = TEMPLATES.page("greeting.jte", Map.of("greeting", "Grüß dich", "name", "Ada"));

    assertThat(page.status().code()).isEqualTo(200);
    assertThat(page.headers().get("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(text(page)).isEqualTo("<p>Grüß dich, Ada</p>\n");
    assertThat(page.body().length()).isEqualTo("<p>Grüß dich, Ada</p>\n".length() + 2L);
  }

  @Test
  void a_parameter_that_is_not_given_has_its_default() {
    assertThat(text(TEMPLATES.page("greeting.jte", Map.of("greeting", "Hello"))))
        .isEqualTo("<p>Hello, you</p>\n");
  }

  @Test
  void text_and_attributes_are_escaped() {
    String page = text(TEMPLATES.page("hello.jte", "<b>\"Ada\"&"));

    assertThat(page)
        .contains("title=\"&lt;b>&#34;Ada&#34;&amp;\"")
        .contains("Hello, &lt;b&gt;\"Ada\"&amp;!");
  }

  @Test
  void a_script_stays_as_it_was_written() {
    String page = text(TEMPLATES.page("hello.jte", "\";alert(1);//</script>"));

    assertThat(page)
        .contains("const name = \"\\\";alert(1);\\/\\/<\\/script>\";")
        .containsOnlyOnce("</script>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "\u0001javascript:alert(1)",
        "\njava\tscr\r\nipt:alert(1)",
        "javascript\t:alert(1)"
      })
  void a_link_runs_no_script(String url) {
    assertThat(text(TEMPLATES.page("links.jte", url))).doesNotContain("alert");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/orders/7",
        "https://example.org/javascript:",
        "javascript",
        "java script:",
        "javascripts:",
        "",
        "?go=javascript:"
      })
  void a_link_that_is_none_to_a_script_stays(String url) {
    assertThat(text(TEMPLATES.page("links.jte", url)).split(Pattern.quote("=\"" + url + "\""), -1))
        .hasSize(8);
  }

  @Test
  void a_string_in_an_event_handler_stays_one() {
    // A browser resolves references before it runs the script.
    assertThat(text(TEMPLATES.page("handler.jte", "&#39;);alert('&');//")))
        .contains("onclick=\"show('&amp;#39;);alert(\\x27&amp;\\x27);//')\"")
        .contains("onFocus=\"show('&amp;#39;);alert(\\x27&amp;\\x27);//')\"");
  }

  @Test
  void content_in_an_attribute_is_escaped_as_text_is() {
    Content text = output -> output.writeContent("<i>'&#39;</i>");

    assertThat(text(TEMPLATES.page("content.jte", text)))
        .contains("onclick=\"show('<i>\\x27&amp;#39;</i>')\"")
        .contains("title=\"&lt;i>&#39;&amp;#39;&lt;/i>\">")
        .contains("><i>'&#39;</i></button>");
  }

  @Test
  void a_script_is_one_in_whatever_case() {
    assertThat(text(TEMPLATES.page("script.jte", "\";alert(1);//")))
        .contains("\"\\\";alert(1);\\/\\/\"");
  }

  @Test
  void a_model_of_another_type_is_told() {
    assertThatThrownBy(() -> TEMPLATES.page("hello.jte", 7))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("hello.jte")
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void a_template_that_is_not_there_is_told() {
    precompile();

    for (Templates templates : List.of(TEMPLATES, Templates.precompiled(directory))) {
      assertThatThrownBy(() -> templates.page("nowhere.jte", "Ada"))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("nowhere.jte");
    }
  }

  @Test
  void a_template_that_changes_is_compiled_again() throws IOException {
    Path sources = Files.createDirectory(directory.resolve("sources"));
    Path template = sources.resolve("page.jte");
    Templates templates = Templates.development(sources, directory.resolve("classes"));
    write(template, "before", 1);
    assertThat(text(templates.page("page.jte", Map.of()))).isEqualTo("before");

    write(template, "after", 2);

    assertThat(text(templates.page("page.jte", Map.of()))).isEqualTo("after");
  }

  @Test
  void compiled_templates_are_found_in_a_directory() {
    precompile();

    assertThat(
            text(Templates.precompiled(directory).page("greeting.jte", Map.of("greeting", "Hi"))))
        .isEqualTo("<p>Hi, you</p>\n");
  }

  @Test
  void compiled_templates_are_found_on_the_class_path() throws IOException {
    precompile();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader classes =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(classes);
      Templates templates = Templates.precompiled();

      assertThat(text(templates.page("greeting.jte", Map.of("greeting", "Hi"))))
          .isEqualTo("<p>Hi, you</p>\n");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void precompile() {
    TemplateEngine.create(
            new DirectoryCodeResolver(SOURCES), directory, ContentType.Html, null, PRECOMPILED)
        .precompileAll();
  }

  private static void write(Path template, String text, long second) throws IOException {
    Files.writeString(template, text);
    Files.setLastModifiedTime(template, FileTime.from(Instant.ofEpochSecond(second)));
  }

  private static String text(Response page) {
    byte[] bytes = page.body().bytes(Integer.MAX_VALUE).block();
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
