package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.config.Setting;
import io.molt.web.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the page lists the settings that there are, and no others. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("configuration.md");
  private static final Pattern TABLE =
      Pattern.compile("(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", Pattern.DOTALL);
  private static final String REWRITE =
      "./mvnw -q test -pl docs -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dsettings.update=true";

  @Test
  void the_table_is_that_of_the_settings() throws IOException {
    if (Boolean.getBoolean("settings.update")) {
      String page = Files.readString(PAGE);
      Files.writeString(PAGE, TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table())));
    }
    Matcher table = TABLE.matcher(Files.readString(PAGE));
    assertThat(table.find()).isTrue();
    assertThat(table.group())
        .as("after a change of the settings run\n  %s", REWRITE)
        .isEqualTo(table());
  }

  private static String table() {
    return Settings.all().stream()
        .map(ConfigurationPageTest::row)
        .collect(
            Collectors.joining("", "| argument | variable | default | |\n|---|---|---|---|\n", ""));
  }

  private static String row(Setting setting) {
    return "| `%s` | `%s` | %s | %s |\n"
        .formatted(
            setting.toString().replace("|", "\\|"),
            setting.environmentVariable(),
            setting.defaultValue(),
            setting.description());
  }
}
