package io.molt.web.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;

/** The places that a service and its bulkheads have for requests. */
final class Admissions {
  private final AdmissionLimits limits;
  private final Scheduler scheduler;
  private final @Nullable Admission whole;
  private final Map<Bulkhead, Admission> parts = new ConcurrentHashMap<>();

  Admissions(AdmissionLimits limits, Scheduler scheduler) {
    this.limits = limits;
    this.scheduler = scheduler;
    this.whole = Admission.of(limits, scheduler);
  }

  /** See {@link Service#admit}. */
  Publisher<Response> admit(
      Request request,
      @Nullable Bulkhead bulkhead,
      Function<Request, Publisher<Response>> work,
      Function<OverloadedException, Publisher<Response>> refusal) {
    return bulkhead == null
        ? admit(request, work, refusal)
        : new Admitted(part(bulkhead), request, inside -> admit(inside, work, refusal), refusal);
  }

  private Publisher<Response> admit(
      Request request,
      Function<Request, Publisher<Response>> work,
      Function<OverloadedException, Publisher<Response>> refusal) {
    if (whole == null) {
      return work.apply(request);
    }
    if (request.context().isBehind()) {
      return refusal.apply(whole.refuseBehind(request));
    }
    if (whole.limiter().isFull()) {
      return new Admitted(whole, request, work, refusal);
    }
    Publisher<Response> answer = work.apply(request);
    // An answer at hand has waited for nothing: it is never counted.
    return answer instanceof Response
        ? answer
        : new Admitted(whole, request, same -> answer, refusal);
  }

  private Admission part(Bulkhead bulkhead) {
    return parts.computeIfAbsent(bulkhead, own -> Admission.of(own, limits, scheduler));
  }
}
