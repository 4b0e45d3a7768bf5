package io.molt.web.templates;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.resolve.DirectoryCodeResolver;
import java.nio.file.Path;

/** What needs the compiler of templates: a class of its own, since the class path of a service need not have it. */
final class Development {
  private Development() {}

  static TemplateEngine engine(Path sources, Path classes) {
    try {
      TemplateEngine engine =
          TemplateEngine.create(new DirectoryCodeResolver(sources), classes, ContentType.Html);
      engine.setTrimControlStructures(true);
      return engine;
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "no compiler for templates on the class path (expected: the artifact gg.jte:jte, or"
              + " templates that the build has compiled)",
          missing);
    }
  }
}
