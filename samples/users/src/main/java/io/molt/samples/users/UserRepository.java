package io.molt.samples.users;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where users are kept. */
interface UserRepository {
  /** Returns the user, or empty. */
  Mono<User> find(long id);

  /** Returns all users by id. */
  Flux<User> all();

  /** Returns the user with its new id; {@link EmailTakenException} if another has the address. */
  Mono<User> create(NewUser user);

  /** Returns the user as it is now, or empty if there is none of that id. */
  Mono<User> replace(long id, NewUser user);

  /** Returns the user that was there, or empty. */
  Mono<User> delete(long id);
}
