package io.molt.gates;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Functions.GET_NAME;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The architecture as rules, over the tree of packages below one root: the product's, or that of the fixtures which
 * prove that each rule bites.
 */
final class ArchitectureRules {
  private static final Set<String> CORE = Set.of(
      "",
      "codec",
      "coding",
      "form",
      "http",
      "files",
      "middleware",
      "sse",
      "websocket",
      "tls",
      "server",
      "config");

  /** Who may import whom, by package below the root; "" is the root itself. What is not here may not exist. */
  private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
      entry("router", Set.of()),
      entry("codec", Set.of("router")),
      entry("coding", Set.of()),
      entry("form", Set.of("codec")),
      entry("http", Set.of("router", "codec", "form")),
      entry("files", Set.of("router", "codec", "coding", "http")),
      entry("middleware", Set.of("router", "codec", "coding", "form", "http")),
      entry("sse", Set.of("router", "codec", "form", "http")),
      entry("websocket", Set.of("router", "codec", "http")),
      entry("tls", Set.of()),
      entry("server", Set.of("router", "codec", "http", "middleware", "tls")),
      entry("config", Set.of("http", "tls", "server")),
      entry(
          "",
          Set.of(
              "router",
              "codec",
              "form",
              "http",
              "files",
              "middleware",
              "websocket",
              "tls",
              "server",
              "config")),
      entry("json", CORE),
      entry("test", CORE),
      entry("adaptive", Set.of("http")),
      entry("zstd", Set.of("coding")),
      entry("brotli", Set.of("coding")),
      entry("cbor", Set.of("codec", "json")),
      entry("msgpack", Set.of("codec", "json")),
      entry("templates", Set.of("codec", "http")));

  private static final String[] WIRE = {"io.netty..", "reactor.netty.."};

  private final String root;

  ArchitectureRules(String root) {
    this.root = root;
  }

  /** Returns every rule by its name. */
  Map<String, ArchRule> all() {
    return Map.ofEntries(
        entry("package table", packageTable()),
        entry("no cycles", noCycles()),
        entry("wire in one package", wireInOnePackage()),
        entry("router alone", routerAlone()),
        entry("foreign types", foreignTypes()),
        entry("time injected", timeInjected()),
        entry("no hidden state", noHiddenState()),
        entry("no thread-locals", noThreadLocals()),
        entry("no standard streams", noStandardStreams()),
        entry("final first", finalFirst()));
  }

  /** Each package imports only what the table allows it, and every package is in the table. */
  ArchRule packageTable() {
    return classes()
        .should(new ImportsOnlyAllowed(root, MAY_IMPORT))
        .because("arrows point one way: json and test to core, core to router, rows upwards")
        .allowEmptyShould(true);
  }

  /** No two packages know each other, directly or on a way around. */
  ArchRule noCycles() {
    return SlicesRuleDefinition.slices()
        .assignedFrom(new ByPackage())
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  /** Netty and reactor-netty are known to the server package alone, and to the test client's end of a live connection. */
  ArchRule wireInOnePackage() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".server")
        .and()
        .haveNameNotMatching(Pattern.quote(root + ".test.Live") + ".*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WIRE)
        .because("the wire is one package, so that it can be changed in one place")
        .allowEmptyShould(true);
  }

  /** The router needs nothing but java.base; annotations of JSpecify do not count. */
  ArchRule routerAlone() {
    return classes()
        .that()
        .resideInAPackage(root + ".router")
        .should()
        .onlyDependOnClassesThat(
            are(inJavaBase().or(resideInAnyPackage(root + ".router", "org.jspecify.."))))
        .because("the router is java.base only")
        .allowEmptyShould(true);
  }

  /** What a user can see in a signature comes from an allow-list. */
  ArchRule foreignTypes() {
    return classes()
        .should(new SpeaksOnlyOf(
            root,
            List.of("java", "org.reactivestreams", "reactor.core", "reactor.util.context"),
            Map.of(
                "tls", List.of("javax.net.ssl"),
                "json", List.of("tools.jackson", "jakarta.validation"),
                "cbor", List.of("tools.jackson"),
                "msgpack", List.of("tools.jackson"),
                "test", List.of("org.junit", "reactor.test"))))
        .because("a foreign type in a signature is a promise about a library that is not ours")
        .allowEmptyShould(true);
  }

  /** Nothing reads the wall clock or picks a scheduler on its own. */
  ArchRule timeInjected() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".test")
        .should()
        .callMethodWhere(readsAClockOrPicksAScheduler())
        .because("the app's one clock and one scheduler are what makes virtual time possible")
        .allowEmptyShould(true);
  }

  /** Static fields are constants. */
  ArchRule noHiddenState() {
    return fields().that().areStatic().should().beFinal().allowEmptyShould(true);
  }

  /** Context travels in Reactor's Context. */
  ArchRule noThreadLocals() {
    return noFields()
        .should()
        .haveRawType(resideInAnyPackage("java.lang")
            .and(GET_NAME.is(DescribedPredicate.describe(
                "a thread-local", name -> name.endsWith("ThreadLocal")))))
        .allowEmptyShould(true);
  }

  /** A library speaks through its logger, or not at all; only an app that runs as a program has the process's streams. */
  ArchRule noStandardStreams() {
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName(root + ".Jvm")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .allowEmptyShould(true);
  }

  /** A class that nobody here extends is final, unless it is made for users to extend: abstract, or an exception. */
  ArchRule finalFirst() {
    return classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotAnonymousClasses()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .and()
        .areNotAssignableTo(Throwable.class)
        .and(DescribedPredicate.describe(
            "nobody extends", type -> type.getSubclasses().isEmpty()))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaCall<?>> readsAClockOrPicksAScheduler() {
    return DescribedPredicate.describe(
        "reads the wall clock or picks a scheduler",
        call -> readsWallClock(call) || isTimedWithoutScheduler(call) || picksScheduler(call));
  }

  private static boolean readsWallClock(JavaAccess<?> call) {
    String owner = call.getTargetOwner().getName();
    return (owner.startsWith("java.time.")
            && call.getName().equals("now")
            && parameters(call).isEmpty())
        || (owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis"))
        || (owner.equals("java.lang.Thread") && call.getName().equals("sleep"));
  }

  // Reactor's timed operators run on Schedulers.parallel() unless they are handed a scheduler.
  private static boolean isTimedWithoutScheduler(JavaAccess<?> call) {
    return call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
        && !call.getName().startsWith("block")
        && parameters(call).stream().anyMatch(type -> type.isEquivalentTo(Duration.class))
        && parameters(call).stream().noneMatch(type -> type.getSimpleName().equals("Scheduler"));
  }

  // The app names its default once, in the root package.
  private boolean picksScheduler(JavaAccess<?> call) {
    return call.getTargetOwner().getName().equals("reactor.core.scheduler.Schedulers")
        && Set.of("parallel", "single").contains(call.getName())
        && !call.getOriginOwner().getPackageName().equals(root);
  }

  private static List<JavaClass> parameters(JavaAccess<?> call) {
    return call instanceof JavaCall<?> method
        ? method.getTarget().getRawParameterTypes()
        : List.of();
  }

  private static DescribedPredicate<JavaClass> inJavaBase() {
    Set<String> packages = ModuleLayer.boot().findModule("java.base").stream()
        .map(Module::getDescriptor)
        .flatMap(ArchitectureRules::exported)
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
    return DescribedPredicate.describe(
        "in java.base",
        type -> type.getBaseComponentType().isPrimitive()
            || packages.contains(type.getBaseComponentType().getPackageName()));
  }

  private static Stream<String> exported(ModuleDescriptor module) {
    return module.exports().stream().map(ModuleDescriptor.Exports::source);
  }

  static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureRules::isVisible).orElse(true);
  }

  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
