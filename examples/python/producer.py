"""Logs predictions to Plumbline with the standard library only: python3 producer.py http://127.0.0.1:7070"""
import gzip, json, os, random, sys, time, urllib.error, urllib.request

def send(url, records):
    body = gzip.compress("\n".join(json.dumps(r, allow_nan=False) for r in records).encode())
    headers = {"content-type": "application/x-ndjson", "content-encoding": "gzip"}
    if "PLUMBLINE_API_KEY" in os.environ: headers["authorization"] = "Bearer " + os.environ["PLUMBLINE_API_KEY"]
    for attempt in range(10):  # sending the same bytes again is safe: the first write wins
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
                return json.load(answer)
        except OSError as error:  # HTTPError and URLError are OSErrors
            status = getattr(error, "code", 503)
            if status not in (408, 429) and status < 500: sys.exit(f"HTTP {status}: {error.read().decode()}")
            time.sleep(float(getattr(error, "headers", {}).get("retry-after") or random.random() * 2**attempt / 10))
    sys.exit("The service did not answer.")

trips = [{"prediction_id": f"trip-{i}", "model": "eta", "version": "7", "timestamp": int(time.time() * 1000),
          "features": {"km": random.uniform(1, 30), "city": "Oslo"}, "prediction": 20 + i % 30} for i in range(500)]
print(send(sys.argv[1] + "/v1/predictions", trips))
