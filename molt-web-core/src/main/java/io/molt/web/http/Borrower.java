package io.molt.web.http;

import java.nio.ByteBuffer;
import reactor.core.CoreSubscriber;

/**
 * A reader of content that has done with each buffer when {@link #onNext} returns, and keeps neither it nor a view of it.
 * Whoever publishes the content may then lend it memory that is used again, instead of a copy. For adapters, and for
 * readers that copy themselves; {@link Request#lent()} is the safe way.
 */
public interface Borrower extends CoreSubscriber<ByteBuffer> {}
