# Two stages: the pages' scripts are built with Node, the application runs without it.
FROM node:22-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY vite.config.ts tsconfig.json ./
COPY static static
RUN npm run build

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=planning.settings \
    LOCKSTEP_PREPARED=1 \
    LOCKSTEP_JOINED=1 \
    LOCKSTEP_STATE_DIR=/var/lib/lockstep
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements/base.txt
COPY . .
COPY --from=pages /app/static/dist static/dist
RUN if [ -d locale ]; then python -m babel.messages.frontend compile --directory locale --domain django; fi \
 && useradd --system lockstep && mkdir -p /var/lib/lockstep/staticfiles && chown -R lockstep /var/lib/lockstep
USER lockstep
EXPOSE 8000
CMD ["python", "-m", "uvicorn", "planning.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--timeout-graceful-shutdown", "2", "--no-access-log"]
