# SPDX-License-Identifier: Apache-2.0
# docker build -t redoubt . && docker run -p 8080:8080 -e REDIS_URL=redis://host redoubt
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY . .
RUN mvn -q -B -Psingle-jar -Dmaven.test.skip=true -Dspotless.check.skip=true -pl server -am package

FROM eclipse-temurin:21-jre
RUN useradd --system --uid 10001 --create-home redoubt
COPY --from=build /src/server/target/redoubt-server-*-all.jar /redoubt.jar
USER 10001
EXPOSE 8080
# Whether this process answers. Redis is not asked: to start this anew would not repair it. By bash, which
# the image has, since whether it has an HTTP client depends on its day.
HEALTHCHECK --interval=30s --timeout=10s --start-period=15s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 5 line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["java", "-jar", "/redoubt.jar"]
CMD ["serve", "--bind", "0.0.0.0"]
