package io.molt.fuzz;

import io.molt.fuzz.Assault.Ending;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/** What is spoken, or nearly. */
enum Dialect {
  /** HTTP/1.1 in clear text. */
  HTTP_1(false, Corpus.HTTP_1, true) {
    @Override
    Attacker attacker(int port) {
      return new OverTcp(this, Answers::checkHttp1, assault -> assault.on(port));
    }
  },
  /** HTTP/2 in clear text, begun with prior knowledge. */
  HTTP_2(false, Corpus.HTTP_2, true) {
    @Override
    Attacker attacker(int port) {
      return new OverTcp(this, Answers::checkHttp2OrText, assault -> assault.on(port));
    }
  },
  /** Records of TLS, from before there are keys. */
  TLS(true, TlsCorpus.RECORDS, false) {
    @Override
    Attacker attacker(int port) {
      return new OverTcp(this, Answers::checkTls, assault -> assault.on(port));
    }

    @Override
    Dialect sound() {
      return HTTP_1_IN_TLS;
    }
  },
  /** HTTP/1.1 in sound TLS. */
  HTTP_1_IN_TLS(true, Corpus.HTTP_1, true) {
    @Override
    Attacker attacker(int port) {
      return new OverTcp(this, Answers::checkHttp1, assault -> assault.inTls(port, "http/1.1"));
    }
  },
  /** HTTP/2 in sound TLS. */
  HTTP_2_IN_TLS(true, Corpus.HTTP_2, true) {
    @Override
    Attacker attacker(int port) {
      return new OverTcp(this, Answers::checkHttp2OrText, assault -> assault.inTls(port, "h2"));
    }
  },
  /** Datagrams of QUIC, from before there are keys. */
  QUIC(true, List.of(), false) {
    @Override
    Attacker attacker(int port) {
      return new DatagramAttacker(port);
    }

    @Override
    Dialect sound() {
      return HTTP_3;
    }
  },
  /** HTTP/3 in sound connections of QUIC. */
  HTTP_3(true, Http3Corpus.REQUESTS, true) {
    @Override
    Attacker attacker(int port) {
      return new Http3Attacker(port);
    }
  };

  /** Whether the server speaks TLS. */
  final boolean secure;

  /** What mutations start from. */
  final List<byte[]> corpus;

  /** Whether some of what is sent is to reach the app. */
  final boolean reachesApp;

  Dialect(boolean secure, List<byte[]> corpus, boolean reachesApp) {
    this.secure = secure;
    this.corpus = corpus;
    this.reachesApp = reachesApp;
  }

  /** Returns an attacker of the server on that port. */
  abstract Attacker attacker(int port);

  /** Returns the dialect in which the server can be asked whether it still answers. */
  Dialect sound() {
    return this;
  }

  /** Sends an assault. */
  private interface Way {
    byte[] send(Assault assault) throws IOException;
  }

  private record OverTcp(Dialect dialect, ToIntFunction<byte[]> check, Way way)
      implements Attacker {
    @Override
    public int attack(byte[] bytes, SplittableRandom random) throws IOException {
      Ending[] endings = Ending.values();
      return send(bytes, random.nextLong(), endings[random.nextInt(endings.length)]);
    }

    @Override
    public int ask() throws IOException {
      return send(dialect.corpus.get(0), 1, Ending.HALF_CLOSE);
    }

    private int send(byte[] bytes, long seed, Ending ending) throws IOException {
      return check.applyAsInt(way.send(new Assault(bytes, seed, ending)));
    }
  }
}
