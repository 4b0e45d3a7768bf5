package io.molt.web.json;

import jakarta.validation.MessageInterpolator;
import java.util.Locale;
import java.util.Set;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/**
 * Constraint messages in English, whatever the server's own language. No library for expressions ({@code ${..}}) is
 * needed: the few forms that the constraints' own messages use are understood here.
 */
final class EnglishMessages extends ParameterMessageInterpolator {

  EnglishMessages() {
    // The root bundle is the English one; asked for ENGLISH, the JDK would fall back to the
    // server's language first.
    super(Set.of(Locale.ROOT), Locale.ROOT, true);
  }

  @Override
  protected String interpolate(MessageInterpolator.Context context, Locale locale, String term) {
    return term.startsWith("${")
        ? new Expression(context, term).value()
        : super.interpolate(context, locale, term);
  }
}
