package io.molt.web;

import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Representation;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Puts the form that the client wants most in the place of a response that can take several. */
final class Representations {
  private record Offer(MediaType mediaType, Representation form) {}

  private final Codecs codecs;

  Representations(Codecs codecs) {
    this.codecs = codecs;
  }

  static boolean isChoice(Body.Entity entity) {
    return entity.type() == Representation.class;
  }

  /** Returns the response in the form that was chosen; its value may still wait for the codec of that form. */
  Response choose(Request request, Response response, Body.Entity entity) {
    List<Offer> offers = new ArrayList<>();
    for (Object form : (List<?>) entity.value()) {
      addAll((Representation) form, offers);
    }
    MediaType best = Negotiation.choose(
        request, response.status(), offers.stream().map(Offer::mediaType).toList());
    // The first of a type, as in the choice between equals.
    Representation form = offers.stream()
        .filter(offer -> offer.mediaType.equals(best))
        .findFirst()
        .orElseThrow()
        .form;
    return Negotiation.varied(merged(response, made(form, best)));
  }

  private void addAll(Representation form, List<Offer> offers) {
    Body.Entity waiting = form.waiting();
    if (waiting != null) {
      EntityEncoder.offers(codecs, waiting)
          .forEach(mediaType -> offers.add(new Offer(mediaType, form)));
    } else {
      offers.add(new Offer(form.mediaType().orElseThrow(), form));
    }
  }

  private static Response made(Representation form, MediaType best) {
    Response made =
        Objects.requireNonNull(form.make(), "a representation made null (expected: a response)");
    Response bound = made.body() instanceof Body.Entity entity ? bound(made, entity, best) : made;
    return form.mediaType().isEmpty() || made.body() instanceof Body.Empty
        ? bound
        : bound.withType(best);
  }

  private static Response bound(Response made, Body.Entity entity, MediaType best) {
    if (isChoice(entity)) {
      throw new IllegalStateException(
          "a representation of " + best + " made a choice (expected: one form)");
    }
    return entity.mediaType() == null
        ? made.withBody(new Body.Entity(entity.value(), entity.type(), best))
        : made;
  }

  /** Returns the form with what was said of all of them: status, header fields, trailers. */
  private static Response merged(Response all, Response form) {
    Response fields = form.withHeaders(all.headers());
    Response trailed = all.trailers().map(fields::withTrailers).orElse(fields);
    return all.status().equals(Status.OK) ? trailed : trailed.withStatus(all.status());
  }
}
