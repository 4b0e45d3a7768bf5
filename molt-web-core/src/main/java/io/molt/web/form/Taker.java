package io.molt.web.form;

import java.nio.ByteBuffer;
import reactor.core.CoreSubscriber;

/** A reader of a part's content that has done with each buffer when {@link #onNext} returns, and so needs no copy of it. */
interface Taker extends CoreSubscriber<ByteBuffer> {}
