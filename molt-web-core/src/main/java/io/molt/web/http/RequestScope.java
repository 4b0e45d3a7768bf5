package io.molt.web.http;

import io.molt.web.codec.Codecs;
import io.molt.web.form.FormOptions;
import java.util.List;
import java.util.Map;

/**
 * What an app lends to its requests. Made once, when the app is built; handlers use it through {@link Request}.
 *
 * @param codecs the codecs and validations
 * @param state the application state
 * @param routeAttributes the attributes of the matched route
 * @param maxBody the largest content that is collected whole
 * @param forms how forms are read
 */
public record RequestScope(
    Codecs codecs,
    Map<Key<?>, Object> state,
    Map<Key<?>, Object> routeAttributes,
    DataSize maxBody,
    FormOptions forms) {
  /** The limit on content that is collected whole, unless an app or a route sets another: 1 MB. */
  public static final DataSize DEFAULT_MAX_BODY = DataSize.ofMegabytes(1);

  /** The scope of a request that no app has seen. */
  static final RequestScope NONE = new RequestScope(
      Codecs.of(List.of(), List.of()),
      Map.of(),
      Map.of(),
      DEFAULT_MAX_BODY,
      FormOptions.defaults());

  /** Copies the maps. */
  public RequestScope {
    state = Map.copyOf(state);
    routeAttributes = Map.copyOf(routeAttributes);
  }

  /** Returns what is lent for a route: this, if the route changes nothing. */
  public RequestScope forRoute(
      Map<Key<?>, Object> attributes, DataSize limit, FormOptions options) {
    return attributes.equals(routeAttributes) && limit.equals(maxBody) && options.equals(forms)
        ? this
        : new RequestScope(codecs, state, attributes, limit, options);
  }
}
