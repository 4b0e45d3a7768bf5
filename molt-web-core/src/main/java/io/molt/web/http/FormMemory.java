package io.molt.web.http;

import io.molt.web.form.FormScope;
import java.time.Duration;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The request that a form came with, and what the form takes of the service's room for content while it is read. */
final class FormMemory implements FormScope {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final RequestContext context;
  private final CollectingRoom room;
  private long taken;
  private boolean released;

  FormMemory(RequestContext context) {
    this.context = context;
    this.room = context.service().collecting();
  }

  @Override
  public <T> Mono<T> blocking(Callable<? extends T> work) {
    return context.blocking(work);
  }

  @Override
  public void afterwards(Runnable work) {
    // Not cancelled with the service, which waits for it: this is what leaves nothing behind.
    Mono<Void> task = Mono.create(sink -> Schedulers.boundedElastic().schedule(() -> {
      work.run();
      sink.success();
    }));
    try {
      context.service().tidying().spawn(context, task);
    } catch (HttpException noRoom) {
      // Nobody waits for it then, but it is done.
      task.subscribe();
    }
  }

  @Override
  public Mono<?> ended() {
    return context.ended();
  }

  @Override
  public synchronized void hold(int bytes) {
    if (released) {
      return;
    }
    if (!room.take(bytes)) {
      throw new OverloadedException("There is too much content to be read.", SOON);
    }
    taken += bytes;
  }

  @Override
  public synchronized void give(int bytes) {
    if (!released) {
      room.give(bytes);
      taken -= bytes;
    }
  }

  /** Takes note that the form has been read, or never will be. */
  synchronized void release() {
    released = true;
    room.give(taken);
    taken = 0;
  }
}
