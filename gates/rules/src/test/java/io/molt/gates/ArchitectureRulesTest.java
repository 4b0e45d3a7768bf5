package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

/** Proves on fixtures that each rule reports what it forbids, and leaves alone what it allows. */
class ArchitectureRulesTest {
  private static final String ROOT = "io.molt.gates.fixture.web";
  private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

  private final ArchitectureRules rules = new ArchitectureRules(ROOT);

  @Test
  void package_table_reports_an_import_of_a_row_below() {
    assertThatReport(rules.packageTable())
        .anyMatch(line -> line.contains("codec.LooksDown") && line.contains("http.Message"));
  }

  @Test
  void package_table_reports_modules_that_know_each_other() {
    assertThatReport(rules.packageTable())
        .anyMatch(line -> line.contains("json.KnowsTest"))
        .anyMatch(line -> line.contains("test.KnowsRouter"));
  }

  @Test
  void package_table_reports_a_package_that_is_not_in_it() {
    assertThatReport(rules.packageTable())
        .anyMatch(line -> line.contains("elsewhere.Stray") && line.contains("not in the table"));
  }

  @Test
  void package_table_allows_an_import_of_a_row_above() {
    assertThatReport(rules.packageTable()).noneMatch(line -> line.contains("server.Wire"));
  }

  @Test
  void cycle_between_packages_is_reported() {
    assertThatReport(rules.noCycles())
        .anyMatch(line -> line.contains("Cycle detected")
            && line.contains(ROOT + ".codec")
            && line.contains(ROOT + ".http"));
  }

  @Test
  void netty_outside_the_server_package_is_reported() {
    assertThatReport(rules.wireInOnePackage())
        .anyMatch(line -> line.contains("http.Message") && line.contains("io.netty"))
        .noneMatch(line -> line.contains("server.Wire"));
  }

  @Test
  void router_that_needs_more_than_java_base_is_reported() {
    assertThatReport(rules.routerAlone())
        .anyMatch(line -> line.contains("reactor.core.publisher.Mono"))
        .anyMatch(line -> line.contains("java.sql.Date"))
        .noneMatch(line -> line.contains("NotAlone.allowed"));
  }

  @Test
  void foreign_type_in_a_public_signature_is_reported() {
    assertThatReport(rules.foreignTypes())
        .anyMatch(line -> line.contains("Message: buffer io.netty.buffer.ByteBuf"))
        .anyMatch(line -> line.contains("Message: buffers io.netty.buffer.ByteBuf"))
        .anyMatch(line -> line.contains("Message: mapper tools.jackson.databind.json.JsonMapper"))
        .anyMatch(line -> line.contains("Extending: extends org.slf4j.Marker"));
  }

  @Test
  void foreign_type_that_users_do_not_see_or_that_the_module_is_about_is_allowed() {
    assertThatReport(rules.foreignTypes())
        .noneMatch(line -> line.contains("hidden"))
        .noneMatch(line -> line.contains("json.KnowsTest"));
  }

  @Test
  void clock_or_scheduler_of_ones_own_is_reported() {
    assertThatReport(rules.timeInjected())
        .anyMatch(line -> line.contains("Instant.now"))
        .anyMatch(line -> line.contains("Mono.delay(java.time.Duration)"))
        .anyMatch(line -> line.contains("Schedulers.parallel"))
        .noneMatch(line -> line.contains("Mono.timeout"));
  }

  @Test
  void static_variable_is_reported() {
    assertThatReport(rules.noHiddenState()).anyMatch(line -> line.contains("Timed.count"));
  }

  @Test
  void thread_local_is_reported() {
    assertThatReport(rules.noThreadLocals()).anyMatch(line -> line.contains("Timed.CURRENT"));
  }

  @Test
  void standard_stream_is_reported() {
    assertThatReport(rules.noStandardStreams()).anyMatch(line -> line.contains("Open.shout"));
  }

  @Test
  void class_that_could_be_final_is_reported() {
    assertThatReport(rules.finalFirst())
        .anyMatch(line -> line.contains("http.Open>"))
        .noneMatch(line -> line.contains("http.Message"))
        .noneMatch(line -> line.contains("http.Timed"));
  }

  @Test
  void package_that_is_not_null_marked_is_reported() {
    List<String> missing = NullMarkedPackages.missing(FIXTURES);

    assertThat(missing).contains(ROOT + ".http").doesNotContain(ROOT + ".codec");
  }

  private static ListAssert<String> assertThatReport(ArchRule rule) {
    return assertThat(rule.evaluate(FIXTURES).getFailureReport().getDetails());
  }
}
