package io.molt.samples.users;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Users in a map. */
final class InMemoryUsers implements UserRepository {
  private final Map<Long, User> users = new TreeMap<>();
  private long lastId;

  @Override
  public Mono<User> find(long id) {
    return Mono.fromSupplier(() -> get(id));
  }

  @Override
  public Flux<User> all() {
    return Flux.defer(() -> Flux.fromIterable(snapshot()));
  }

  @Override
  public Mono<User> create(NewUser user) {
    return Mono.fromSupplier(() -> add(user));
  }

  @Override
  public Mono<User> replace(long id, NewUser user) {
    return Mono.fromSupplier(() -> put(id, user));
  }

  @Override
  public Mono<User> delete(long id) {
    return Mono.fromSupplier(() -> remove(id));
  }

  private synchronized @Nullable User get(long id) {
    return users.get(id);
  }

  private synchronized List<User> snapshot() {
    return List.copyOf(users.values());
  }

  private synchronized User add(NewUser user) {
    requireFree(user.email(), 0);
    User created = user.withId(++lastId);
    users.put(created.id(), created);
    return created;
  }

  private synchronized @Nullable User put(long id, NewUser user) {
    if (!users.containsKey(id)) {
      return null;
    }
    requireFree(user.email(), id);
    User replaced = user.withId(id);
    users.put(id, replaced);
    return replaced;
  }

  private synchronized @Nullable User remove(long id) {
    return users.remove(id);
  }

  private void requireFree(String email, long owner) {
    if (users.values().stream()
        .anyMatch(user -> user.id() != owner && user.email().equalsIgnoreCase(email))) {
      throw new EmailTakenException(email);
    }
  }
}
