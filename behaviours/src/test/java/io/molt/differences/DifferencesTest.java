package io.molt.differences;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.test.TestClient;
import io.molt.web.test.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends one list of requests over every transport, and holds the differences to the page that was reviewed. */
class DifferencesTest {
  private static final String REWRITE =
      "./mvnw -q test -pl behaviours -am -Dtest=DifferencesTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Ddifferences.update=true";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path dir;

  @Test
  void wires_differ_from_memory_as_the_guide_says() throws IOException {
    String report = Report.of(answers(), spelled());
    // Printed, so that the log of a build shows it, too.
    System.out.println(report);
    Path page = page();
    if (Boolean.getBoolean("differences.update")) {
      Files.writeString(page, report);
    }
    assertThat(report)
        .as("%s is not true any more; if you mean the change, run\n  %s", page, REWRITE)
        .isEqualTo(Files.readString(page));
  }

  private Map<String, String> spelled() throws IOException {
    try (TestClient client = TestClient.live(app()).lenient()) {
      return Spelled.from(client.port());
    }
  }

  private App app() throws IOException {
    Path file = Files.writeString(dir.resolve("hello.txt"), "Hello");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    return Service.app(file);
  }

  private Map<Probe, Map<Transport, Answer>> answers() throws IOException {
    Map<Probe, Map<Transport, Answer>> answers = new LinkedHashMap<>();
    for (Transport transport : Transport.values()) {
      try (TestClient client = TestClient.of(app(), transport).lenient().timeout(PATIENCE)) {
        for (Probe probe : Probe.ALL) {
          answers
              .computeIfAbsent(probe, key -> new EnumMap<>(Transport.class))
              .put(transport, probe.send().apply(client));
        }
      }
    }
    return answers;
  }

  private static Path page() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
    }
    return directory.resolve("docs/what-a-wire-adds.md");
  }
}
