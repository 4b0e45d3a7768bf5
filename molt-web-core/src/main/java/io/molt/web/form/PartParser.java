package io.molt.web.form;

import java.nio.ByteBuffer;

/**
 * Finds the parts in multipart content (RFC 2046 section 5.1), wherever that is cut into pieces. Each byte is looked at
 * twice at most, and none but those of a part's head are kept: of a delimiter that has begun at the end of a piece its
 * length says it all.
 */
final class PartParser {
  /** What has been found. */
  enum Step {
    /** Nothing; the piece has been used up. */
    MORE,
    /** The head of a part. */
    HEAD,
    /** Content of a part. */
    CONTENT,
    /** The end of a part. */
    END
  }

  private enum State {
    PREAMBLE,
    CONTENT,
    CONTENT_END,
    DELIMITED,
    CLOSING,
    PADDING,
    LINE_FEED,
    HEAD,
    EPILOGUE
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final byte[] delimiter;
  private final PartHeadReader heads;
  private State state = State.PREAMBLE;
  // How much of a delimiter has been seen, and how much of that was not there: the first one,
  // and that of a part without content, need no line break of their own.
  private int matched = Boundary.LINE_BREAK;
  private int implied = Boundary.LINE_BREAK;
  private ByteBuffer content = NOTHING;

  PartParser(byte[] delimiter, FormOptions options) {
    this.delimiter = delimiter;
    this.heads = new PartHeadReader(options);
  }

  /**
   * Reads on, and returns the first thing that is found.
   *
   * @throws FormException if the content is malformed; then nothing more can be read
   */
  Step next(ByteBuffer piece) {
    while (true) {
      Step found = step(piece);
      if (found != Step.MORE) {
        return found;
      }
      if (!piece.hasRemaining()) {
        return Step.MORE;
      }
    }
  }

  /** Returns the head that has been found. */
  PartHead head() {
    return heads.take();
  }

  /** Returns the content that has been found: a view of the piece, or bytes that never change. */
  ByteBuffer content() {
    return content;
  }

  /**
   * Takes note that there are no more pieces.
   *
   * @throws FormException if there should have been
   */
  void finish() {
    if (state != State.EPILOGUE) {
      throw FormException.malformed(
          "the content ended in the midst of it", "a delimiter that closes it, --boundary--");
    }
  }

  private Step step(ByteBuffer piece) {
    return switch (state) {
      case PREAMBLE -> preamble(piece);
      case CONTENT -> content(piece);
      case CONTENT_END -> contentEnd();
      case HEAD -> head(piece);
      case EPILOGUE -> epilogue(piece);
      case DELIMITED, CLOSING, PADDING, LINE_FEED -> delimited(piece);
    };
  }

  private Step preamble(ByteBuffer piece) {
    scan(piece, State.DELIMITED);
    return Step.MORE;
  }

  private Step content(ByteBuffer piece) {
    content = scan(piece, State.CONTENT_END);
    if (content.hasRemaining()) {
      return Step.CONTENT;
    }
    return state == State.CONTENT_END ? contentEnd() : Step.MORE;
  }

  private Step contentEnd() {
    state = State.DELIMITED;
    return Step.END;
  }

  private Step head(ByteBuffer piece) {
    if (!heads.read(piece)) {
      return Step.MORE;
    }
    expectDelimiter(Boundary.LINE_BREAK);
    state = State.CONTENT;
    return Step.HEAD;
  }

  private static Step epilogue(ByteBuffer piece) {
    piece.position(piece.limit());
    return Step.MORE;
  }

  private Step delimited(ByteBuffer piece) {
    if (piece.hasRemaining()) {
      state = afterDelimiter(piece.get());
    }
    return Step.MORE;
  }

  private State afterDelimiter(byte b) {
    if (state == State.CLOSING && b == '-') {
      return State.EPILOGUE;
    }
    if (state == State.LINE_FEED && b == '\n') {
      return State.HEAD;
    }
    if (state == State.DELIMITED && b == '-') {
      return State.CLOSING;
    }
    if ((state == State.DELIMITED || state == State.PADDING) && (b == ' ' || b == '\t')) {
      return State.PADDING;
    }
    if ((state == State.DELIMITED || state == State.PADDING) && b == '\r') {
      return State.LINE_FEED;
    }
    throw FormException.malformed(
        "a delimiter is followed by the byte 0x" + Integer.toHexString(b & 0xff),
        "CR LF, or -- after the last part");
  }

  /** Returns what is no part of a delimiter; goes over to that state when one is found. */
  private ByteBuffer scan(ByteBuffer piece, State whenFound) {
    int start = piece.position();
    int end = piece.limit();
    int before = matched;
    int at = start;
    while (at < end) {
      if (piece.get(at) == delimiter[matched]) {
        at++;
        if (++matched == delimiter.length) {
          piece.position(at);
          state = whenFound;
          int length = before == 0 ? at - start - matched : 0;
          expectDelimiter(0);
          return view(piece, start, length);
        }
      } else if (before > 0) {
        // What earlier pieces ended in was no delimiter, and neither is what followed.
        piece.position(at);
        return mistaken();
      } else if (matched > 0) {
        matched = 0;
      } else {
        at++;
      }
    }
    piece.position(end);
    return view(piece, start, before == 0 ? end - start - matched : 0);
  }

  /** Returns what was taken for a delimiter. */
  private ByteBuffer mistaken() {
    ByteBuffer seen = ByteBuffer.wrap(delimiter, implied, matched - implied).slice();
    expectDelimiter(0);
    return seen;
  }

  private void expectDelimiter(int impliedBytes) {
    matched = impliedBytes;
    implied = impliedBytes;
  }

  private static ByteBuffer view(ByteBuffer piece, int start, int length) {
    return length == 0 ? NOTHING : piece.slice(start, length);
  }
}
