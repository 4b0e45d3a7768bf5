package io.molt.web.files;

import io.molt.web.codec.MediaType;
import io.molt.web.http.CacheControl;
import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Static files, with all that HTTP has for them: media types by name, {@code ETag} and {@code Last-Modified}, conditional
 * requests, ranges, files that are stored compressed, and rules for caches. Immutable; the {@code with…} methods return
 * copies.
 *
 * <pre>{@code
 * app.files("/assets", StaticFiles.directory(Path.of("public")));
 * }</pre>
 *
 * <p>Nothing outside the root is ever served, however a path is written and wherever links lead; nor is what is hidden, whose
 * name begins with a dot, except {@code .well-known}. The disk is waited for on threads that are made for that, never on an
 * event loop, and a file of any size takes 64 KB of memory at most while it is sent, besides what the connection buffers. A
 * file that this process may not read is a 403.
 */
public final class StaticFiles implements Handler {
  /** The name of the path parameter that has the name of the file: the {@code path} of {@code /assets/{path...}}. */
  public static final String PATH = "path";

  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern FINGERPRINT = Pattern.compile("(?!.*" + UUID + "\\.[^/]+$)"
      + ".*[.-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\\.[^/]+");

  private final Source source;
  private final Rules rules;

  private StaticFiles(Source source, Rules rules) {
    this.source = source;
    this.rules = rules;
  }

  /** Returns the files below a directory. It may be a link, and need not be there yet; links below it may not lead out of it. */
  public static StaticFiles directory(Path directory) {
    return new StaticFiles(new Directory(directory), Rules.DEFAULTS);
  }

  /**
   * Returns the resources below a folder of the class path, in directories and in jars.
   *
   * @param folder such as {@code public}; with a slash at its start or without
   * @throws IllegalArgumentException if it is empty: that would serve the classes, too
   */
  public static StaticFiles classPath(String folder) {
    return classPath(loader(), folder);
  }

  /** Returns the resources below a folder that a class loader finds; see {@link #classPath(String)}. */
  public static StaticFiles classPath(ClassLoader loader, String folder) {
    String root = folder.replaceAll("^/+|/+$", "");
    if (root.isEmpty()) {
      throw new IllegalArgumentException("class path folder: '" + folder
          + "' (expected: a folder with nothing else in it, such as public)");
    }
    return new StaticFiles(new ClassPath(loader::getResource, root), Rules.DEFAULTS);
  }

  /**
   * Returns the entries below a folder of a jar, or of any zip archive, which stays open and must not change.
   *
   * @param folder such as {@code META-INF/resources}; empty for the whole archive
   * @throws IllegalArgumentException if there is no such file
   */
  public static StaticFiles jar(Path jar, String folder) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException("jar: " + jar + " (expected: a file that is there)");
    }
    // The first mark in such an address is where the path of the archive ends.
    String archive = "jar:" + jar.toUri().toString().replace("!", "%21") + "!";
    return new StaticFiles(
        new ClassPath(path -> entry(archive, path), folder.replaceAll("^/+|/+$", "")),
        Rules.DEFAULTS);
  }

  /**
   * Returns a copy with other rules for caches, for all files but those with a fingerprint. Unless set it is
   * {@code no-cache}: kept, and validated before each use.
   */
  public StaticFiles withCacheControl(CacheControl cacheControl) {
    return with(rules.withCacheControl(cacheControl));
  }

  /**
   * Returns a copy that lets caches keep files with a fingerprint in their name for good, such as
   * {@code app.3f2a91c0.js}: at least eight hexadecimal digits in lower case, not all of them decimal, behind a dot or a
   * hyphen. A UUID is none: it says whose the file is, not what is in it.
   */
  public StaticFiles withFingerprints() {
    return withFingerprints(path -> FINGERPRINT.matcher(path).matches());
  }

  /**
   * Returns a copy that lets caches keep some files for good, since their names change with their content.
   *
   * @param hasFingerprint is given the path below the root, without a slash at its start
   */
  public StaticFiles withFingerprints(Predicate<String> hasFingerprint) {
    return with(rules.withFingerprints(hasFingerprint));
  }

  /**
   * Returns a copy that sends a file stored compressed beside the file asked for, {@code app.js.br}, {@code app.js.zst} or
   * {@code app.js.gz}, to clients that accept it. Whoever puts such files there sees to it that they are up to date.
   */
  public StaticFiles withPrecompressed() {
    return with(rules.withPrecompressed(true));
  }

  /**
   * Returns a copy with another file that stands for its directory, {@code index.html} unless set.
   *
   * @throws IllegalArgumentException if it is not the name of a file alone
   */
  public StaticFiles withIndex(String file) {
    Name name = required(file);
    if (name.segments().size() > 1) {
      throw new IllegalArgumentException(
          "index: '" + file + "' (expected: the name of a file alone, such as index.html)");
    }
    return with(rules.withIndex(name.last()));
  }

  /** Returns a copy in which no file stands for its directory. */
  public StaticFiles withoutIndex() {
    return with(rules.withIndex(""));
  }

  /**
   * Returns a copy that sends a file, with 200, where a browser asks for a page that is not there: for applications that
   * have their routes in the browser. A path whose last part has a dot, or that leads to what is hidden, and a client that
   * does not accept HTML by name, get a 404 as ever.
   *
   * @param file its path below the root, such as {@code index.html}
   * @throws IllegalArgumentException if it could never be served
   */
  public StaticFiles withFallback(String file) {
    return with(rules.withFallback(required(file)));
  }

  /**
   * Returns a copy with another media type for names that end in a suffix; see {@link MediaType#ofFile} for those that are
   * known.
   *
   * @param suffix without a dot, in any case
   */
  public StaticFiles withType(String suffix, MediaType type) {
    return with(rules.withType(suffix.toLowerCase(Locale.ROOT), type));
  }

  /** Returns the file that the path parameter {@link #PATH} names; without such a parameter, a redirect to the root. */
  @Override
  public Publisher<Response> handle(Request request) {
    String path = request.pathParams().raw(PATH);
    return path == null
        ? Lookup.redirect(request)
        : Mono.fromCallable(() -> new Lookup(source, rules, request, path).response())
            .subscribeOn(Schedulers.boundedElastic());
  }

  private StaticFiles with(Rules other) {
    return new StaticFiles(source, other);
  }

  private static Name required(String file) {
    Name name = Name.ofRaw(file.replace("%", "%25"));
    if (name == null || Name.isDirectory(file)) {
      throw new IllegalArgumentException(
          "file: '" + file + "' (expected: a path below the root, such as index.html)");
    }
    return name;
  }

  private static URL entry(String archive, String path) {
    try {
      // The path is escaped as that of a URL; the address of the archive already is.
      String escaped = new URI(null, null, "/" + path, null).getRawPath();
      return URI.create(archive + escaped).toURL();
    } catch (URISyntaxException | MalformedURLException impossible) {
      throw new IllegalArgumentException("entry: " + path + " (expected: a path)", impossible);
    }
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? StaticFiles.class.getClassLoader() : context;
  }
}
