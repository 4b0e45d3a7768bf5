package io.molt.web.templates;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Escapes as jte does, and closes what that leaves open: browsers resolve the references of an attribute before they run
 * it as a script, follow links of more elements than one, and leave characters out of a URL before they read its scheme.
 */
final class HtmlOutput extends OwaspHtmlTemplateOutput {
  private static final Set<String> LINKS =
      Set.of("action", "data", "formaction", "href", "src", "xlink:href");
  private static final String SCRIPT = "javascript:";

  private @Nullable String attribute;

  HtmlOutput(TemplateOutput output) {
    super(output);
  }

  @Override
  public void setContext(@Nullable String tagName, @Nullable String attributeName) {
    attribute = lowerCase(attributeName);
    super.setContext(lowerCase(tagName), attribute);
  }

  @Override
  public void writeUserContent(@Nullable String value) {
    String place = attribute;
    if (value == null || place == null) {
      super.writeUserContent(value);
    } else if (place.startsWith("on")) {
      super.writeUserContent(value.replace("&", "&amp;"));
    } else if (!LINKS.contains(place) || !isScript(value)) {
      super.writeUserContent(value);
    }
  }

  @Override
  public void writeUserContent(@Nullable Content content) {
    if (content == null || attribute == null) {
      super.writeUserContent(content);
      return;
    }
    OutputForAttributeContent text = createOutputForAttributeContent();
    content.writeTo(text);
    writeUserContent(text.toString());
  }

  /** Returns whether a browser takes the URL for a script (URL Standard, section 4.4). */
  private static boolean isScript(String url) {
    int matched = 0;
    for (int i = 0; i < url.length() && matched < SCRIPT.length(); i++) {
      char c = url.charAt(i);
      if (isLeftOut(c, matched == 0)) {
        continue;
      }
      if (Character.toLowerCase(c) != SCRIPT.charAt(matched)) {
        return false;
      }
      matched++;
    }
    return matched == SCRIPT.length();
  }

  /** Returns whether the URL is read as if the character were not there: a control or a blank ahead, or the end of a line. */
  private static boolean isLeftOut(char c, boolean ahead) {
    return c == '\t' || c == '\n' || c == '\r' || ahead && c <= ' ';
  }

  // Names are as the template has them, and browsers do not mind their case.
  private static @Nullable String lowerCase(@Nullable String name) {
    return name == null ? null : name.toLowerCase(Locale.ROOT);
  }
}
