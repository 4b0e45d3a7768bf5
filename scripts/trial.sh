# Sourced by the trials: builds them, and runs a server for them in a JVM of its own. shellcheck shell=bash
classpath_file=benchmarks/target/trials.cp
port=${PORT:-8099}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
trial_server=

build_trials() {
  ./mvnw -q -B -ntp compile dependency:build-classpath -pl benchmarks -am -Dgates.skip=true \
    -Dmdep.outputFile="$PWD/$classpath_file" -Dmdep.includeScope=runtime
  classpath=benchmarks/target/classes:$(cat "$classpath_file")
}

# start_trial_server [JVM option]... -- [seconds of every timeout]
start_trial_server() {
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  "$java" "${options[@]}" -XX:+ExitOnOutOfMemoryError -Dio.netty.leakDetection.level=disabled \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$classpath" io.molt.benchmarks.trials.TrialServer "$port" "$@" &
  trial_server=$!
  trap 'kill "$trial_server" 2> /dev/null || true' EXIT
  local tries=100
  until (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ] || ! kill -0 "$trial_server" 2> /dev/null; then
      echo "no server on port $port (expected: one within 20 s)" >&2
      exit 1
    fi
    sleep 0.2
  done
}

run_trial() {
  "$java" -Xmx512m -cp "$classpath" "io.molt.benchmarks.trials.$1" "${@:2}"
}

# need_descriptors count
need_descriptors() {
  ulimit -n "$1" 2> /dev/null || {
    echo "file descriptors: at most $(ulimit -Hn) (expected: $1; try ulimit -n, or fewer connections)" >&2
    exit 1
  }
}
