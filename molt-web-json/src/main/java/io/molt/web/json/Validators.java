package io.molt.web.json;

import jakarta.validation.Configuration;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.validator.HibernateValidator;
import tools.jackson.databind.json.JsonMapper;

/** Starts Hibernate Validator, which takes tens of milliseconds and reads files. */
final class Validators {
  private record Sample(@NotBlank String text) {}

  // Held, for a logger that nobody holds forgets its level.
  private static final Logger BANNER =
      Logger.getLogger("org.hibernate.validator.internal.util.Version");

  private Validators() {}

  static Validator create(JsonMapper mapper) {
    hushBanner();
    Validator validator = configure(mapper).buildValidatorFactory().getValidator();
    // The first violation loads many classes: now, rather than on an event loop later.
    validator.validate(new Sample(""));
    return validator;
  }

  private static Configuration<?> configure(JsonMapper mapper) {
    return Validation.byProvider(HibernateValidator.class)
        .configure()
        // No META-INF/validation.xml: who has one gives a validator of their own.
        .ignoreXmlConfiguration()
        .messageInterpolator(new EnglishMessages())
        .propertyNodeNameProvider(new JsonNames(mapper));
  }

  /** Without a logging library, the JDK's own would print the validator's version among a program's output. */
  private static void hushBanner() {
    if (BANNER.getLevel() == null) {
      BANNER.setLevel(Level.WARNING);
    }
  }
}
