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
# Degraded, exit code 1, is still in service.
HEALTHCHECK --interval=30s --timeout=10s --start-period=15s \
  CMD ["sh", "-c", "java -XX:TieredStopAtLevel=1 -jar /redoubt.jar health || [ $? -eq 1 ]"]
ENTRYPOINT ["java", "-jar", "/redoubt.jar"]
CMD ["serve", "--bind", "0.0.0.0"]
